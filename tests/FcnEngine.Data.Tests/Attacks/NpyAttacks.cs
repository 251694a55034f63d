using static FcnEngine.Data.Tests.Support.NpyBuilder;

namespace FcnEngine.Data.Tests.Attacks;

internal static class NpyAttacks
{
    public static IReadOnlyList<Attack> All { get; } =
    [
        Of("an empty file", () => [], "is not an .npy file"),
        Of("objects, which are pickles", () => Build(Header("|O", "(1, 1)"), "cos\nsystem\n(S'id'\ntR."u8), "does not tell descr"),
        Of("a type with a size, of objects", () => Build(Header("|O8", "(1, 1)"), new byte[8]), "holds elements of type '|O8'"),
        Of("program text for a header", () => Build("__import__('os').system('id')\n", []), "does not tell descr, fortran_order and shape"),
        Of("a header of 4 GiB", () => Build(Header("|u1", "(1, 1)"), [1], version: 2, claimed: -1), "has a header of 4294967295 bytes"),
        Of("a header longer than the file", () => Build(Header("|u1", "(1, 1)"), [1], claimed: 4000), "has a header of 4000 bytes"),
        Of("a version of the future", () => Build(Header("|u1", "(1, 1)"), [1], version: 9), "is of version 9.0"),
        Of("a shape beyond 64 bits", () => Build(Header("|u1", "(99999999999999999999, 1)"), [1]), "has the shape (99999999999999999999, 1)"),
        Of("a shape whose product overflows", () => Build(Header("<i8", "(4294967296, 4294967296)"), [1]), "at most 16777216 pixels"),
        Of("a shape of nothing", () => Build(Header("|u1", "(0, 5)"), []), "has the shape (0, 5)"),
        Of("a stack of frames", () => Build(Header("|u1", "(2, 1, 1, 1)"), [1, 2]), "save one frame a file"),
        Of("16 million pixels and no values", () => Build(Header("<i8", "(4096, 4096)"), []), "has 0 bytes of values"),
        Of("more values than the shape", () => Build(Header("|u1", "(1, 1)"), [1, 2, 3]), "has 3 bytes of values"),
        Of("records for elements", () => Build("{'descr': [('a', '<i2')], 'fortran_order': False, 'shape': (1, 1), }\n", [1, 2]), "does not tell descr"),
        Of("complex numbers", () => Build(Header("<c16", "(1, 1)"), new byte[16]), "holds elements of type '<c16'"),
        Of("a value that is no number", () => Build(Header("<f4", "(1, 2)"), [0, 0, 0x80, 0x3F, 0, 0, 0xC0, 0x7F]), "has a value at row 0, column 1"),
        Of("a value beyond 32 bits", () => Build(Header("<i8", "(1, 1)"), [0, 0, 0, 0, 1, 0, 0, 0]), "no whole number of 32 bits"),
        Of("a fraction", () => Build(Header("<f4", "(1, 1)"), [0, 0, 0, 0x3F]), "no whole number of 32 bits"),
    ];

    private static Attack Of(string name, Func<byte[]> file, string says) => new(name, AttackKind.Npy, file, says);
}
