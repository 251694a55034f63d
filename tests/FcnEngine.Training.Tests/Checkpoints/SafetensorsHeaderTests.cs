using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FcnEngine.Data;
using FcnEngine.Training.Checkpoints;

namespace FcnEngine.Training.Tests.Checkpoints;

/// <summary>Headers made to do harm. Each has a right checksum, so that the rule under test is what refuses it.</summary>
public class SafetensorsHeaderTests
{
    private const string Sound = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

    [Fact]
    public void A_sound_header_is_read()
    {
        var header = Read(Sealed(Sound), dataLength: 8);
        var tensor = Assert.Single(header.Tensors);
        Assert.Equal(("a", "F32", 0L, 8L), (tensor.Name, tensor.DataType, tensor.Begin, tensor.End));
    }

    [Theory]
    [InlineData(8, "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[8,8]}", "names 'a' twice")]
    [InlineData(8, "\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}", "names 'dtype' twice")]
    [InlineData(12, "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}", "has a hole of 4 bytes before tensor a")]
    [InlineData(8, "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}", "has tensor b overlap another")]
    [InlineData(16, Sound, "has 8 bytes that belong to no tensor")]
    [InlineData(4, Sound, "puts tensor a at [0, 8) of 4 bytes")]
    [InlineData(8, "\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}", "gives tensor a 8 bytes, its shape (3) needs others")]
    [InlineData(8, "\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}", "needs others")]
    [InlineData(8, "\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}", "whole number from 0 on")]
    [InlineData(8, "\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}", "whole number from 0 on")]
    [InlineData(8, "\"a\":{\"dtype\":\"F32\",\"shape\":[1e1],\"data_offsets\":[0,8]}", "whole number from 0 on")]
    [InlineData(8, "\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,2],\"data_offsets\":[0,8]}", "has a list of more than 8 numbers")]
    [InlineData(8, "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}", "puts tensor a at [8, 0)")]
    [InlineData(8, "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}", "does not give tensor a dtype, shape and data_offsets")]
    [InlineData(8, "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9223372036854775808]}", "whole number from 0 on")]
    [InlineData(8, "\"a\":{\"dtype\":\"F33\",\"shape\":[2],\"data_offsets\":[0,8]}", "unknown dtype 'F33'")]
    [InlineData(8, "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"code\":\"import os\"}", "unknown field 'code'")]
    [InlineData(8, "\"a\":[1,2]", "does not have an object where it should")]
    [InlineData(8, "\"a\":{\"dtype\":{\"x\":1},\"shape\":[2],\"data_offsets\":[0,8]}", "does not have a text where it should")]
    [InlineData(8, "\"a\":{\"dtype\":\"F32\",\"shape\":[[[[[[2]]]]]],\"data_offsets\":[0,8]}", "whole number from 0 on")]
    [InlineData(8, Sound + "}{", "not sound JSON")]
    [InlineData(8, Sound + ",", "not sound JSON")]
    [InlineData(8, Sound + " // comment", "not sound JSON")]
    public void A_header_that_breaks_a_rule_is_refused(int dataLength, string tensors, string problem) =>
        Assert.Contains(problem, Fault(Sealed(tensors), dataLength));

    [Fact]
    public void A_name_that_is_not_UTF8_is_refused()
    {
        var json = Sealed(Sound);
        json[Encoding.UTF8.GetString(json).IndexOf("\"a\"", StringComparison.Ordinal) + 1] = 0xFF;
        Assert.Contains("not sound JSON", Fault(json, 8));
    }

    [Theory]
    [InlineData(0UL, "says its header has 0 bytes")]
    [InlineData(1UL, "says its header has 1 bytes")]
    [InlineData(1UL << 63, "says its header has 9223372036854775808 bytes")]
    [InlineData(ulong.MaxValue, "says its header has 18446744073709551615 bytes")]
    [InlineData(100_000_001UL, "says its header has 100000001 bytes")]
    public void A_length_that_cannot_be_is_refused_before_anything_is_reserved(ulong length, string problem)
    {
        var json = Sealed(Sound);
        var file = new byte[8 + json.Length + 8];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        json.CopyTo(file, 8);
        Assert.Contains(problem, Assert.Throws<DataException>(() => SafetensorsHeader.Read(new MemoryStream(file), "x")).Message);
    }

    [Fact]
    public void A_header_without_checksum_is_refused() =>
        Assert.Contains("has no header_sha256", Fault(Encoding.UTF8.GetBytes("{" + Sound + "}"), 8));

    [Fact]
    public void A_header_that_does_not_begin_with_a_brace_is_refused() =>
        Assert.Contains("does not begin with '{'", Fault([(byte)' ', .. Sealed(Sound)], 8));

    [Fact]
    public void A_message_is_one_line_whatever_a_name_holds()
    {
        var message = Fault(Sealed("\"a\\n\\u001b[2J\":{\"dtype\":\"F32\"}"), 0);
        Assert.DoesNotContain(message, character => char.IsControl(character));
    }

    private static byte[] Sealed(string tensors)
    {
        var zeros = new string('0', 64);
        var json = $"{{\"__metadata__\":{{\"header_sha256\":\"{zeros}\"}},{tensors}}}";
        return Encoding.UTF8.GetBytes(json.Replace(zeros, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))));
    }

    private static SafetensorsHeader Read(byte[] json, int dataLength)
    {
        var file = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(file, json.Length);
        json.CopyTo(file, 8);
        return SafetensorsHeader.Read(new MemoryStream(file), "x");
    }

    private static string Fault(byte[] json, int dataLength) => Assert.Throws<DataException>(() => Read(json, dataLength)).Message;
}
