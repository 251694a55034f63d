using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using FcnEngine.Data;

namespace FcnEngine.Training.Runs;

/// <summary>What the training images are, as one number: a run goes on with the very images it began with.</summary>
public static class DataChecksum
{
    /// <summary>The SHA-256 over names, sizes, pixels and labels in their order, in hexadecimal.</summary>
    public static string Of(IEnumerable<Sample> samples)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var sample in samples)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(sample.Name));
            hash.AppendData(MemoryMarshal.AsBytes<int>([sample.Height, sample.Width]));
            hash.AppendData(MemoryMarshal.AsBytes<int>(sample.Pixels));
            hash.AppendData(sample.Mask);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
