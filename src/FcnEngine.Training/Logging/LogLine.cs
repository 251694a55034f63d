using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FcnEngine.Training.Logging;

/// <summary>An event and its time -> a line, without its end.</summary>
public static class LogLine
{
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="happened">The event.</param>
    /// <param name="time">When; the text has its date and time of day as they are, JSON has them in UTC.</param>
    /// <param name="form">Text or JSON.</param>
    public static string Of(LogEvent happened, DateTimeOffset time, LogForm form) => form == LogForm.Json ? Json(happened, time) : Text(happened, time);

    private static string Text(LogEvent happened, DateTimeOffset time)
    {
        var warning = happened.Level == LogLevel.Warning ? "warning: " : "";
        return OneLine(string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd HH:mm:ss} {warning}{happened.Text}"));
    }

    private static string Json(LogEvent happened, DateTimeOffset time)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, s_json))
        {
            json.WriteStartObject();
            json.WriteString("time", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", happened.Level.ToString().ToLowerInvariant());
            json.WriteString("event", happened.Name);
            json.WriteString("text", happened.Text);
            foreach (var (key, value) in happened.Figures) Write(json, key, value);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length);
    }

    private static void Write(Utf8JsonWriter json, string key, object value)
    {
        switch (value)
        {
            case bool truth:
                json.WriteBoolean(key, truth);
                break;
            case int or long:
                json.WriteNumber(key, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case float or double when Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number && double.IsFinite(number):
                json.WriteNumber(key, number);
                break;
            default:
                // JSON has no NaN: it is a text.
                json.WriteString(key, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static string OneLine(string text) => text.AsSpan().ContainsAnyInRange('\0', '\x1f') ? string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter)) : text;
}
