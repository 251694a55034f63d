using System.Text.Json.Nodes;
using FcnEngine.Data;
using FcnEngine.Data.Images;
using FcnEngine.Data.Phantom;
using FcnEngine.Data.Records;
using FcnEngine.Training.Baselines;
using FcnEngine.Training.Metrics;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Metrics;

/// <summary>Every key of <c>fcn eval --json</c> against a program that shares no line with this one: it reads the records and the masks itself.</summary>
public sealed class IndependentScoresTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_phantom_set_has_the_same_figures_to_twelve_digits()
    {
        var set = PhantomSet.Write(_folder.Path, new PhantomOptions { Images = 40, Seed = 6 });
        Assert.Equal(4, set.Val.Count);
        Compare(_folder.Path, set.Train, set.Val);
    }

    [Fact]
    public void The_labs_frames_have_the_same_figures_to_twelve_digits()
    {
        var (train, validation) = LabFrames.Read();
        Compare(LabFrames.DataDir(), train, validation);
    }

    private void Compare(string data, IReadOnlyList<Sample> train, IReadOnlyList<Sample> validation)
    {
        // Predictions of every kind: moved, grown by a stray block, and of the last frame nothing.
        byte[][] predicted = [.. validation.Select((sample, index) => index == validation.Count - 1 ? new byte[sample.Mask.Length] : Moved(sample, index))];
        for (var i = 0; i < predicted.Length; i++) PngWriter.WriteMask(_folder.File($"masks/{i:D4}.png"), validation[i].Height, validation[i].Width, predicted[i]);
        var result = EvaluationResult.Of([.. validation.Select((sample, index) => FrameScore.Of(index, sample, predicted[index]))], TimeSpan.Zero);
        var ours = JsonNode.Parse(EvaluationJson.Of(result, BaselineScores.Of(validation, train)).ToJsonString())!;

        var (code, output, error) = ExternalProgram.Run("python3", Path.Combine(AppContext.BaseDirectory, "Metrics", "score_masks.py"), Path.Combine(data, RecordFile.ValName), Path.Combine(data, RecordFile.TrainName), _folder.File("masks"));
        Assert.SkipWhen(code == -1, "there is no python3 here");
        Assert.True(code == 0, error);
        AssertSame("", JsonNode.Parse(output), ours);
    }

    private static byte[] Moved(Sample sample, int index)
    {
        var mask = new byte[sample.Mask.Length];
        var shift = (index % 5 - 2) * sample.Width + index % 7 - 3;
        for (var i = 0; i < mask.Length; i++)
        {
            if (i + shift >= 0 && i + shift < mask.Length) mask[i + shift] = sample.Mask[i];
        }

        if (index % 3 == 0)
        {
            for (var i = 0; i < 25; i++) mask[(10 + i / 5) * sample.Width + 20 + i % 5] = 1;
        }

        return mask;
    }

    private static void AssertSame(string at, JsonNode? expected, JsonNode? actual)
    {
        switch (expected)
        {
            case JsonObject map:
                Assert.Equal(map.Select(pair => pair.Key).Order(), ((JsonObject)actual!).Select(pair => pair.Key).Order());
                foreach (var (key, value) in map) AssertSame($"{at}/{key}", value, actual![key]);
                break;
            case JsonArray list:
                Assert.Equal(list.Count, ((JsonArray)actual!).Count);
                for (var i = 0; i < list.Count; i++) AssertSame($"{at}/{i}", list[i], actual![i]);
                break;
            case JsonValue value when value.TryGetValue<double>(out var number):
                Assert.True(actual is not null && Math.Abs(number - actual.GetValue<double>()) <= 1e-12 * Math.Max(1, Math.Abs(number)), $"{at}: {actual?.ToJsonString()}, the other program says {number:R}");
                break;
            default:
                Assert.Equal((at, expected?.ToJsonString()), (at, actual?.ToJsonString()));
                break;
        }
    }
}
