using System.Buffers.Binary;
using System.Text;

namespace FcnEngine.Data.Records;

/// <summary>Sample -> the bytes of one tf.train.Example. Features stand in a fixed order, so equal samples give equal bytes.</summary>
internal sealed class SampleEncoder(RecordSchema schema)
{
    private readonly ProtoWriter _list = new(), _feature = new(), _entry = new(), _features = new(), _example = new();
    private byte[] _pixels = [];

    /// <summary>The encoded record, good until the next call.</summary>
    /// <exception cref="ArgumentException">The sample is not sound, or its pixels do not fit the schema's width.</exception>
    public ReadOnlySpan<byte> Encode(Sample sample)
    {
        if (sample.FindFault() is { } fault)
            throw new ArgumentException($"sample '{sample.Name}': {fault}");
        _features.Clear();
        AddInteger(RecordSchema.Height, sample.Height);
        AddInteger(RecordSchema.Width, sample.Width);
        AddInteger(RecordSchema.Depth, 1);
        AddBytes(schema.ImageFeature, PackPixels(sample));
        AddBytes(RecordSchema.Label, sample.Mask);
        if (sample.Name.Length > 0)
            AddBytes(RecordSchema.Name, Encoding.UTF8.GetBytes(sample.Name));
        if (sample.Patient.Length > 0)
            AddBytes(RecordSchema.Patient, Encoding.UTF8.GetBytes(sample.Patient));
        if (sample.PixelSpacing is { } spacing)
            AddFloats(RecordSchema.Spacing, [spacing.Row, spacing.Column]);
        if (sample.SlicePosition is { } position)
            AddFloats(RecordSchema.Position, [position]);
        _example.Clear();
        _example.WriteBytes(1, _features.Written);
        return _example.Written;
    }

    private ReadOnlySpan<byte> PackPixels(Sample sample)
    {
        var (low, high) = schema.PixelWidth switch
        {
            PixelWidth.OneByte => (byte.MinValue, byte.MaxValue),
            PixelWidth.TwoBytes => (short.MinValue, (int)short.MaxValue),
            _ => (int.MinValue, int.MaxValue),
        };
        var bad = sample.Pixels.AsSpan().IndexOfAnyExceptInRange(low, high);
        if (bad >= 0)
            throw new ArgumentException($"sample '{sample.Name}': pixel {sample.Pixels[bad]} does not fit {schema.PixelWidth}");

        var width = (int)schema.PixelWidth;
        Array.Resize(ref _pixels, sample.Pixels.Length * width);
        var target = _pixels.AsSpan();
        for (var i = 0; i < sample.Pixels.Length; i++)
        {
            switch (width)
            {
                case 1:
                    target[i] = (byte)sample.Pixels[i];
                    break;
                case 2:
                    BinaryPrimitives.WriteInt16LittleEndian(target[(2 * i)..], (short)sample.Pixels[i]);
                    break;
                default:
                    BinaryPrimitives.WriteInt64LittleEndian(target[(8 * i)..], sample.Pixels[i]);
                    break;
            }
        }
        return target;
    }

    private void AddBytes(string key, ReadOnlySpan<byte> value)
    {
        _list.Clear();
        _list.WriteBytes(1, value);
        AddEntry(key, 1);
    }

    private void AddFloats(string key, ReadOnlySpan<float> values)
    {
        _list.Clear();
        _list.WritePackedFloats(1, values);
        AddEntry(key, 2);
    }

    private void AddInteger(string key, long value)
    {
        _list.Clear();
        _list.WritePackedVarint(1, value);
        AddEntry(key, 3);
    }

    private void AddEntry(string key, int kind)
    {
        _feature.Clear();
        _feature.WriteBytes(kind, _list.Written);
        _entry.Clear();
        _entry.WriteString(1, key);
        _entry.WriteBytes(2, _feature.Written);
        _features.WriteBytes(1, _entry.Written);
    }
}
