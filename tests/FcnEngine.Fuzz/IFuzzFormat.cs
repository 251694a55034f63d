namespace FcnEngine.Fuzz;

/// <summary>
/// A kind of file to fuzz. To add one: implement this in <c>Formats/</c> and list it in <see cref="FuzzFormats"/>.
/// </summary>
internal interface IFuzzFormat
{
    /// <summary>As <c>--format</c> takes it.</summary>
    string Name { get; }

    /// <summary>Small sound files, each in parts such as elements, chunks, features or lines; mutants are made of them.</summary>
    IReadOnlyList<byte[][]> Seeds { get; }

    /// <summary>Words worth putting in place of others, for formats that are text.</summary>
    IReadOnlyList<byte[]> Words => [];

    /// <summary>Parts -> file, with lengths and checksums that are right for what the parts now hold, so that mutants get past them.</summary>
    byte[] Compose(IReadOnlyList<byte[]> parts) => [.. parts.SelectMany(part => part)];

    /// <summary>Reads the file as the engine does; may throw a <see cref="Data.DataException"/> or a setting's exception.</summary>
    void Parse(byte[] file);
}
