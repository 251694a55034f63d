using FcnEngine.Data;
using FcnEngine.Data.Records;
using FcnEngine.Networks;

namespace FcnEngine.Training.Runs;

/// <summary>The record files of a data folder.</summary>
/// <param name="path">The folder.</param>
/// <param name="size">What every frame must measure.</param>
public sealed class RecordFolder(string path, FrameSize size)
{
    /// <summary>The frames a network takes.</summary>
    public static FrameSize SizeFor(Network network) => new(network.ImageShape[0], network.ImageShape[1]);

    public string TrainPath { get; } = System.IO.Path.Combine(path, RecordFile.TrainName);

    public string ValidationPath { get; } = System.IO.Path.Combine(path, RecordFile.ValName);

    /// <summary>Every record of the training part, checked.</summary>
    /// <exception cref="DataException">The folder or the file is missing, or a record is damaged.</exception>
    public IReadOnlyList<Sample> ReadTrain() => Read(TrainPath);

    /// <summary>Every record of the validation part, checked.</summary>
    /// <exception cref="DataException">The folder or the file is missing, or a record is damaged.</exception>
    public IReadOnlyList<Sample> ReadValidation() => Read(ValidationPath);

    private IReadOnlyList<Sample> Read(string file)
    {
        if (!Directory.Exists(path)) throw new DataException(path, "is no folder", "check --data_dir, or make the records with fcn prepare or fcn phantom");
        return RecordFile.Read(file, size);
    }
}
