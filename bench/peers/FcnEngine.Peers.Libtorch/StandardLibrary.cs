using System.Buffers.Binary;
using System.Text;

namespace FcnEngine.Peers.Libtorch;

/// <summary>
/// TorchSharp's native library names GLIBCXX_3.4.32 among the symbol versions it wants, which Debian 12's libstdc++ does not have
/// and no symbol it uses lives in. ELF has a word for that: a version wanted weakly is passed over where it is missing.
/// </summary>
internal static class StandardLibrary
{
    private const int VersionsNeeded = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort Weak = 2; // VER_FLG_WEAK
    private const string Version = "GLIBCXX_3.4.32";

    /// <summary>Marks the version weak in the copy of the library beside the program, before it is loaded.</summary>
    public static void Accept(string folder)
    {
        foreach (var path in Directory.GetFiles(folder, "libLibTorchSharp.so", SearchOption.AllDirectories))
        {
            var file = File.ReadAllBytes(path);
            if (MarkWeak(file)) File.WriteAllBytes(path, file);
        }
    }

    private static bool MarkWeak(byte[] file)
    {
        var changed = false;
        foreach (var section in Sections(file).Where(section => section.Type == VersionsNeeded))
        {
            var names = Sections(file)[section.Link].Offset;
            for (var need = section.Offset; ; need += Word(file, need + 12))
            {
                for (var entry = need + Word(file, need + 8); ; entry += Word(file, entry + 12))
                {
                    var flags = file.AsSpan(entry + 4, 2);
                    if (Name(file, names + Word(file, entry + 8)) == Version && BinaryPrimitives.ReadUInt16LittleEndian(flags) == 0)
                    {
                        BinaryPrimitives.WriteUInt16LittleEndian(flags, Weak);
                        changed = true;
                    }

                    if (Word(file, entry + 12) == 0) break;
                }

                if (Word(file, need + 12) == 0) break;
            }
        }

        return changed;
    }

    /// <summary>Type, place and linked section of every section header of a 64-bit little-endian ELF file.</summary>
    private static (int Type, int Offset, int Link)[] Sections(byte[] file)
    {
        var table = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(0x28));
        var size = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(0x3a));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(0x3c));
        return [.. Enumerable.Range(0, count).Select(i => table + i * size).Select(header =>
            (Word(file, header + 4), (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(header + 24)), Word(file, header + 40)))];
    }

    private static int Word(byte[] file, int offset) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(offset));

    private static string Name(byte[] file, int offset) => Encoding.ASCII.GetString(file, offset, Array.IndexOf(file, (byte)0, offset) - offset);
}
