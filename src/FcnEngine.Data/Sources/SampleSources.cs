using FcnEngine.Data.Pairs;
using FcnEngine.Data.Sunnybrook;

namespace FcnEngine.Data.Sources;

/// <summary>Recognizes how a folder is arranged.</summary>
public static class SampleSources
{
    /// <exception cref="DataException">The folder is missing or arranged in no known way.</exception>
    public static ISampleSource Open(string folder, FrameSize size)
    {
        if (!Directory.Exists(folder))
            throw new DataException(folder, File.Exists(folder) ? "is a file where a folder is needed" : "does not exist", "check --source");
        if (PairSource.Recognizes(folder))
            return new PairSource(folder, size);
        if (SunnybrookSource.Recognizes(folder))
            return new SunnybrookSource(folder, size);
        throw new DataException(folder, "holds no frames in a known arrangement", $"it needs {PairSource.ImageFolder}/ and {PairSource.MaskFolder}/ with files of the same names, or DICOM files and *-icontour-manual.txt contours");
    }
}
