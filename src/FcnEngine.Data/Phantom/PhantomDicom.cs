using FcnEngine.Data.Contours;
using FcnEngine.Data.Dicom;
using FcnEngine.Data.Files;
using FcnEngine.Data.Splits;

namespace FcnEngine.Data.Phantom;

/// <summary>
/// The phantom as a hospital would hand it over: DICOM slices and contour files in the challenge's folders, and the split. Preparing
/// that folder with that split gives the records <see cref="PhantomSet.Write"/> gives.
/// Usage: <c>PhantomDicom.Write("phantom", new() { Images = 120 })</c>.
/// </summary>
public static class PhantomDicom
{
    public const string ImageFolder = "challenge_training", ContourFolder = "TrainingDataContours";

    private const double HeartBeat = 900;
    private const int Phases = 20;

    /// <summary>Returns how many slices were written.</summary>
    /// <exception cref="DataException">The folder cannot be written.</exception>
    public static int Write(string folder, PhantomOptions options)
    {
        var slices = PhantomSet.Plan(options);
        var rows = new (string, string, string, int)[slices.Count];
        var firstVal = slices.Count - PhantomSet.ValCount(options.Images);
        Parallel.For(0, slices.Count, i =>
        {
            var frame = slices[i].Render();
            WriteFrame(folder, frame);
            rows[i] = (i < firstVal ? "train" : "val", slices[i].Patient.Name, slices[i].Name + ".dcm", frame.ToSample().LabelledPixels);
        });
        AtomicFile.Write(Path.Combine(folder, SplitFile.Name), stream => SplitFile.Write(stream, rows));
        return slices.Count;
    }

    private static void WriteFrame(string folder, PhantomFrame frame)
    {
        var slice = frame.Slice;
        var file = $"IM-0001-{slice.ImageNumber:D4}";
        DicomWriter.Write(Path.Combine(folder, ImageFolder, slice.Patient.Name, file + ".dcm"), ToDicom(frame));
        ContourFile.Write(Path.Combine(folder, ContourFolder, slice.Patient.Name, "contours-manual", "IRCCI-expert", file + "-icontour-manual.txt"), frame.Contour);
    }

    private static DicomSlice ToDicom(PhantomFrame frame)
    {
        var slice = frame.Slice;
        var patient = slice.Patient;
        var study = $"FcnEngine phantom/{patient.Seed}/{patient.Number}";
        // The picture's centre is the scanner's; slices follow each other along its axis.
        var corner = -127.5 * Math.Round(patient.PixelSpacing, 4);
        return new DicomSlice
        {
            PatientId = patient.Name,
            StudyInstanceUid = DicomUid.From(study),
            SeriesInstanceUid = DicomUid.From(study + "/series"),
            FrameOfReferenceUid = DicomUid.From(study + "/frame"),
            SopInstanceUid = DicomUid.From($"{study}/{slice.ImageNumber}"),
            SeriesDescription = "phantom short axis",
            InstanceNumber = slice.ImageNumber,
            Rows = FrameSize.Lab.Height,
            Columns = FrameSize.Lab.Width,
            Pixels = Array.ConvertAll(frame.Pixels, value => (short)value),
            PixelSpacing = new PixelSpacing(patient.PixelSpacing, patient.PixelSpacing),
            SliceThickness = Math.Round(patient.SliceGap - 1.0, 1),
            Position = new PatientVector(corner, corner, Math.Round((double)slice.Position, 1)),
            Orientation = new PlaneOrientation(new PatientVector(1, 0, 0), new PatientVector(0, 1, 0)),
            TriggerTime = (slice.ImageNumber - 1) % Phases * (HeartBeat / Phases),
            NominalInterval = HeartBeat,
            CardiacImages = Phases,
        };
    }
}
