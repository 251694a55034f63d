using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace FcnEngine.Data.Dicom;

/// <summary>Unique identifiers for files of our own, made from a name: the same name, the same identifier (PS3.5 B.2).</summary>
internal static class DicomUid
{
    /// <summary>Who wrote a file, for its meta header.</summary>
    public const string Implementation = "2.25.93187418226054187614921770316083452317";

    public static string From(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        var uuid = hash[..16];
        uuid[6] = (byte)(uuid[6] & 0x0F | 0x80); // Version 8: custom.
        uuid[8] = (byte)(uuid[8] & 0x3F | 0x80);
        return $"2.25.{new BigInteger(uuid, isUnsigned: true, isBigEndian: true)}";
    }
}
