using System.Text;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Attacks;

/// <summary>Headers of safetensors files: their length, their JSON, and where they say the tensors are. Each has a right checksum.</summary>
internal static class CheckpointAttacks
{
    private const string Sound = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

    public static IReadOnlyList<Attack> All { get; } =
    [
        Attack.OnCheckpoint("an empty file", () => [], "is shorter than the length of its header"),
        Attack.OnCheckpoint("seven bytes", () => new byte[7], "is shorter than the length of its header"),
        Attack.OnCheckpoint("a header of no bytes", () => Claiming(0), "says its header has 0 bytes"),
        Attack.OnCheckpoint("a header of one byte", () => Claiming(1), "says its header has 1 bytes"),
        Attack.OnCheckpoint("a header of 2^63 bytes", () => Claiming(1UL << 63), "says its header has 9223372036854775808 bytes"),
        Attack.OnCheckpoint("a header of 2^64 - 1 bytes", () => Claiming(ulong.MaxValue), "says its header has 18446744073709551615 bytes"),
        Attack.OnCheckpoint("a header of more than 100 MB", () => Claiming(100_000_001), "says its header has 100000001 bytes"),
        Attack.OnCheckpoint("a header longer than the file", () => Claiming(4000), "says its header has 4000 bytes"),
        Attack.OnCheckpoint("a pickle in a zip, as others save", () => [.. "PK\u0003\u0004"u8, .. new byte[60], .. "cos\nsystem\n(S'id'\ntR."u8], "says its header has"),
        Attack.OnCheckpoint("a header that does not begin with a brace", () => SafetensorsBuilder.Frame(Encoding.UTF8.GetBytes(" {}"), []), "does not begin with '{'"),
        Attack.OnCheckpoint("a byte order mark before the header", () => SafetensorsBuilder.Frame(Encoding.UTF8.GetBytes("\uFEFF{}"), []), "does not begin with '{'"),
        Attack.OnCheckpoint("a name that is not UTF-8", NotUtf8, "not sound JSON"),
        Header("half a surrogate for a name", 8, "\"\\ud800\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}", "not sound JSON"),
        Header("a second object", 8, Sound + "}{", "not sound JSON"),
        Header("a comma at the end", 8, Sound + ",", "not sound JSON"),
        Header("a comment", 8, Sound + " // comment", "not sound JSON"),
        Header("lists nested 10,000 deep", 8, $"\"a\":{{\"shape\":{new string('[', 10_000)}", "whole number from 0 on"),
        Header("objects nested 10,000 deep", 8, string.Concat(Enumerable.Repeat("\"a\":{", 10_000)), "unknown field 'a'"),
        Header("two tensors of one name", 8, "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[8,8]}", "names 'a' twice"),
        Header("two types of one tensor", 8, "\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}", "names 'dtype' twice"),
        Header("one name written in two ways", 8, "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"\\u0061\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[8,8]}", "names 'a' twice"),
        Header("a second metadata", 8, "\"__metadata__\":{}," + Sound, "names '__metadata__' twice"),
        Header("a hole", 12, "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}", "has a hole of 4 bytes before tensor a"),
        Header("a hole between two tensors", 16, Sound + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[12,16]}", "has a hole of 4 bytes before tensor b"),
        Header("an overlap", 8, Sound + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}", "has tensor b overlap another"),
        Header("two tensors in one place", 8, Sound + ",\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}", "has tensor b overlap another"),
        Header("bytes behind the last tensor", 16, Sound, "has 8 bytes that belong to no tensor"),
        Header("values and no tensor", 16, "", "has 16 bytes that belong to no tensor"),
        Header("a tensor beyond the end", 4, Sound, "puts tensor a at [0, 8) of 4 bytes"),
        Header("a tensor that ends before it begins", 8, "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}", "puts tensor a at [8, 0)"),
        Header("a shape of more than the bytes", 8, "\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}", "gives tensor a 8 bytes, its shape (3) needs others"),
        Header("a shape whose product is 2^64 + 0", 8, "\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}", "needs others"),
        Header("a shape whose product overflows to the right number", 8, "\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387905,2],\"data_offsets\":[0,8]}", "needs others"),
        Header("a negative extent", 8, "\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}", "whole number from 0 on"),
        Header("an extent with a point", 8, "\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}", "whole number from 0 on"),
        Header("an extent with an exponent", 8, "\"a\":{\"dtype\":\"F32\",\"shape\":[1e1],\"data_offsets\":[0,8]}", "whole number from 0 on"),
        Header("an extent in a text", 8, "\"a\":{\"dtype\":\"F32\",\"shape\":[\"2\"],\"data_offsets\":[0,8]}", "whole number from 0 on"),
        Header("nine dimensions", 8, "\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,2],\"data_offsets\":[0,8]}", "has a list of more than 8 numbers"),
        Header("a million dimensions", 8, $"\"a\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', Enumerable.Repeat('1', 1_000_000))}]", "has a list of more than 8 numbers"),
        Header("one offset", 8, "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}", "does not give tensor a dtype, shape and data_offsets"),
        Header("an offset of 2^63", 8, "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9223372036854775808]}", "whole number from 0 on"),
        Header("a type nobody knows", 8, "\"a\":{\"dtype\":\"F33\",\"shape\":[2],\"data_offsets\":[0,8]}", "unknown dtype 'F33'"),
        Header("a field that asks to be run", 8, "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"code\":\"import os\"}", "unknown field 'code'"),
        Header("a list for a tensor", 8, "\"a\":[1,2]", "does not have an object where it should"),
        Header("an object for a type", 8, "\"a\":{\"dtype\":{\"x\":1},\"shape\":[2],\"data_offsets\":[0,8]}", "does not have a text where it should"),
        Header("a shape in a shape", 8, "\"a\":{\"dtype\":\"F32\",\"shape\":[[[[[[2]]]]]],\"data_offsets\":[0,8]}", "whole number from 0 on"),
        Header("a hundred thousand tensors of nothing", 0, string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}")), "has more than 10000 names"),
        Header("a name of a million letters", 8, $"\"{new string('a', 1_000_000)}\":{{\"dtype\":\"F33\",\"shape\":[2],\"data_offsets\":[0,8]}}", "gives tensor aaaa"),
        Header("terminal commands in a name", 8, "\"\\u001b[2J\\n\":{\"dtype\":\"F33\",\"shape\":[2],\"data_offsets\":[0,8]}", "gives tensor ?[2J? an unknown dtype"),
    ];

    private static Attack Header(string name, int dataLength, string tensors, string says) =>
        Attack.OnCheckpoint(name, () => SafetensorsBuilder.File(tensors, dataLength), says);

    private static byte[] Claiming(ulong length) => SafetensorsBuilder.Frame(Encoding.UTF8.GetBytes("{\"__metadata__\":{}}"), new byte[8], length);

    private static byte[] NotUtf8()
    {
        var file = SafetensorsBuilder.File(Sound, 8);
        file[file.AsSpan().IndexOf("\"a\""u8) + 1] = 0xFF;
        return file;
    }
}
