using FcnEngine.Data.Records;

namespace FcnEngine.Training.TensorBoard;

/// <summary>A setting that TensorBoard's hparams table shows as a column; exactly one of the values is given.</summary>
public readonly record struct HparamValue(double? Number, string? Text)
{
    public static implicit operator HparamValue(double number) => new(number, null);

    public static implicit operator HparamValue(string text) => new(null, text);

    public static HparamValue FromDouble(double number) => number;

    public static HparamValue FromString(string text) => text;
}

/// <summary>A curve whose last value is a column.</summary>
/// <param name="Group">The folder of its run, seen from the run of the session.</param>
/// <param name="Tag">Its tag.</param>
/// <param name="OnValidation">Whether it is taken on the validation images.</param>
public sealed record HparamMetric(string Group, string Tag, bool OnValidation);

/// <summary>The three special values of the hparams plugin: which settings and metrics there are, a session's settings, and how it ended.</summary>
/// <remarks>
/// Source: tensorboard/plugins/hparams/plugin_data.proto (experiment 2, session_start_info 3, session_end_info 4) and api.proto, whose
/// column without a domain breaks sorting; so every column has one.
/// </remarks>
public static class Hparams
{
    private const int StringType = 1, NumberType = 3, TrainingSet = 1, ValidationSet = 2, Success = 1, Failure = 2;

    /// <param name="columns">Each setting with the values it takes, in one kind.</param>
    /// <param name="metrics">The curves to show beside them.</param>
    public static SummaryValue Experiment(IEnumerable<(string Name, IReadOnlyList<HparamValue> Values)> columns, IEnumerable<HparamMetric> metrics)
    {
        var experiment = new ProtoWriter();
        foreach (var (name, values) in columns)
        {
            var column = new ProtoWriter();
            column.WriteString(1, name);
            column.WriteVarint(4, values.All(value => value.Number is not null) ? NumberType : StringType);
            var domain = new ProtoWriter();
            foreach (var value in values) domain.WriteBytes(1, Value(value));
            column.WriteBytes(5, domain.Written);
            experiment.WriteBytes(4, column.Written);
        }

        foreach (var metric in metrics)
        {
            var name = new ProtoWriter();
            name.WriteString(1, metric.Group);
            name.WriteString(2, metric.Tag);
            var column = new ProtoWriter();
            column.WriteBytes(1, name.Written);
            column.WriteString(3, metric.Tag);
            column.WriteVarint(5, metric.OnValidation ? ValidationSet : TrainingSet);
            experiment.WriteBytes(5, column.Written);
        }

        return PluginData("experiment", 2, experiment);
    }

    /// <param name="group">Sessions of one group differ only in their seed and are averaged.</param>
    public static SummaryValue SessionStart(IEnumerable<KeyValuePair<string, HparamValue>> settings, string group, DateTimeOffset time)
    {
        var start = new ProtoWriter();
        foreach (var (name, value) in settings)
        {
            var entry = new ProtoWriter();
            entry.WriteString(1, name);
            entry.WriteBytes(2, Value(value));
            start.WriteBytes(1, entry.Written);
        }

        start.WriteString(4, group);
        start.WriteDouble(5, Seconds(time));
        return PluginData("session_start_info", 3, start);
    }

    public static SummaryValue SessionEnd(bool succeeded, DateTimeOffset time)
    {
        var end = new ProtoWriter();
        end.WriteVarint(1, succeeded ? Success : Failure);
        end.WriteDouble(2, Seconds(time));
        return PluginData("session_end_info", 4, end);
    }

    private static SummaryValue PluginData(string tag, int field, ProtoWriter message)
    {
        var content = new ProtoWriter();
        content.WriteBytes(field, message.Written);
        return SummaryValue.Hparams($"_hparams_/{tag}", content.Written);
    }

    // google.protobuf.Value: number_value 2, string_value 3.
    private static ReadOnlySpan<byte> Value(HparamValue value)
    {
        var message = new ProtoWriter();
        if (value.Number is { } number) message.WriteDouble(2, number);
        else message.WriteString(3, value.Text ?? "");
        return message.Written;
    }

    private static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;
}
