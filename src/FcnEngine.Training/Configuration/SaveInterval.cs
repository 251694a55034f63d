using System.Globalization;
using FcnEngine.Training.Events;

namespace FcnEngine.Training.Configuration;

/// <summary>How often a run is saved: after so many steps, so many epochs, or so much time since the first step.</summary>
public sealed record SaveInterval
{
    /// <summary>As long as a time can be: int.MaxValue minutes fit, as many hours do not.</summary>
    private static readonly long s_mostHours = (long)TimeSpan.MaxValue.TotalHours;

    private SaveInterval(string text) => Text = text;

    /// <summary>As it was written: <c>500</c>, <c>2epochs</c>, <c>30s</c>, <c>10m</c>.</summary>
    public string Text { get; }

    public long? Steps { get; private init; }

    public int? Epochs { get; private init; }

    public TimeSpan? Time { get; private init; }

    /// <exception cref="FormatException">The text is none of the forms; the message says which there are.</exception>
    public static SaveInterval Parse(string text)
    {
        const NumberStyles digits = NumberStyles.None;
        var unit = text.Length - text.AsSpan().TrimStart("0123456789").Length;
        if (long.TryParse(text.AsSpan(0, unit), digits, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= int.MaxValue)
        {
            switch (text[unit..])
            {
                case "": return new SaveInterval(text) { Steps = count };
                case "epochs" or "epoch": return new SaveInterval(text) { Epochs = (int)count };
                case "s": return new SaveInterval(text) { Time = TimeSpan.FromSeconds(count) };
                case "m": return new SaveInterval(text) { Time = TimeSpan.FromMinutes(count) };
                case "h" when count <= s_mostHours: return new SaveInterval(text) { Time = TimeSpan.FromHours(count) };
            }
        }

        throw new FormatException("must be a number of steps (500), epochs (2epochs), seconds (30s), minutes (10m) or hours (1h)");
    }

    /// <summary>
    /// Whether a run is saved in a state wherever it may be stopped: at the beginning, after so many steps or epochs, with the best Dice so
    /// far. Where time decides, no state is planned more than another.
    /// </summary>
    public bool Plans(in RunState state) => Time is not null || state.Step == 0 || IsDue(state) || (state.BestDice >= 0 && state.BestStep == state.Step);

    /// <summary>Whether a state ends so many steps or epochs; false where time decides.</summary>
    public bool IsDue(in RunState state) => Steps is { } steps ? state.Step % steps == 0 : Epochs is { } epochs && state.Batch == 0 && state.Epoch % epochs == 0;

    public override string ToString() => Text;
}
