using FcnEngine.Data;
using FcnEngine.Data.Files;
using FcnEngine.Data.Records;

namespace FcnEngine.Training.TensorBoard;

/// <summary>One point of a curve.</summary>
public readonly record struct CurvePoint(long Step, float Value);

/// <summary>
/// Reads the curves of a run back from its event files, oldest first. Where a run was resumed, the later file's points replace those
/// of the steps it did again. A file that is being written, or that a kill cut off, gives what it holds up to its damage.
/// </summary>
public static class EventFileReader
{
    /// <returns>The points of each scalar tag by step; empty where the folder has no event files.</returns>
    public static IReadOnlyDictionary<string, IReadOnlyList<CurvePoint>> ReadScalars(string runFolder)
    {
        var curves = new Dictionary<string, SortedDictionary<long, float>>(StringComparer.Ordinal);
        if (Directory.Exists(runFolder))
        {
            // The name holds the second the file was begun in, ten digits wide.
            foreach (var path in Directory.GetFiles(runFolder, "*tfevents*").Order(StringComparer.Ordinal)) Read(path, curves);
        }

        return curves.ToDictionary(
            curve => curve.Key, curve => (IReadOnlyList<CurvePoint>)[.. curve.Value.Select(point => new CurvePoint(point.Key, point.Value))], StringComparer.Ordinal);
    }

    private static void Read(string path, Dictionary<string, SortedDictionary<long, float>> curves)
    {
        using var file = InputFile.Guard(path, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var frames = new RecordFrameReader(file, path, totalBytes: null);
        try
        {
            while (frames.TryRead(out var data)) ReadEvent(data, curves);
        }
        catch (Exception damage) when (damage is DataException or ProtoFault)
        {
            // What came before the damage stands.
        }
    }

    private static void ReadEvent(ReadOnlySpan<byte> data, Dictionary<string, SortedDictionary<long, float>> curves)
    {
        var step = 0L;
        for (var message = new ProtoReader(data); !message.AtEnd;)
        {
            switch (message.ReadTag())
            {
                case (2, ProtoReader.Varint):
                    step = (long)message.ReadVarint();
                    break;
                case (5, ProtoReader.Bytes):
                    for (var summary = message.ReadMessage(); !summary.AtEnd;)
                    {
                        if (summary.ReadTag() is (1, ProtoReader.Bytes)) ReadValue(summary.ReadMessage(), step, curves);
                        else throw new ProtoFault(summary.Offset, "a summary holds something else than values");
                    }

                    break;
                case (7, ProtoReader.Bytes):
                    message.ReadMessage();
                    foreach (var curve in curves.Values)
                    {
                        foreach (var late in curve.Keys.Where(known => known >= step).ToArray()) curve.Remove(late);
                    }

                    break;
                case var (_, wire):
                    message.Skip(wire);
                    break;
            }
        }
    }

    private static void ReadValue(ProtoReader value, long step, Dictionary<string, SortedDictionary<long, float>> curves)
    {
        var (tag, isScalar, number) = ("", false, 0f);
        while (!value.AtEnd)
        {
            switch (value.ReadTag())
            {
                case (1, ProtoReader.Bytes):
                    tag = value.ReadString();
                    break;
                case (8, ProtoReader.Bytes):
                    number = FirstFloat(value.ReadMessage());
                    break;
                case (9, ProtoReader.Bytes):
                    isScalar = PluginOf(value.ReadMessage()) == "scalars";
                    break;
                case var (_, wire):
                    value.Skip(wire);
                    break;
            }
        }

        if (!isScalar) return;
        if (!curves.TryGetValue(tag, out var curve)) curves.Add(tag, curve = []);
        curve[step] = number;
    }

    private static float FirstFloat(ProtoReader tensor)
    {
        while (!tensor.AtEnd)
        {
            var (field, wire) = tensor.ReadTag();
            if (field != 5 || wire != ProtoReader.Bytes) tensor.Skip(wire);
            else return tensor.ReadMessage() is { AtEnd: false } values ? values.ReadFloat() : 0;
        }

        return 0;
    }

    private static string PluginOf(ProtoReader metadata)
    {
        while (!metadata.AtEnd)
        {
            var (field, wire) = metadata.ReadTag();
            if (field != 1 || wire != ProtoReader.Bytes)
            {
                metadata.Skip(wire);
                continue;
            }

            for (var plugin = metadata.ReadMessage(); !plugin.AtEnd;)
            {
                (field, wire) = plugin.ReadTag();
                if (field == 1 && wire == ProtoReader.Bytes) return plugin.ReadString();
                plugin.Skip(wire);
            }
        }

        return "";
    }
}
