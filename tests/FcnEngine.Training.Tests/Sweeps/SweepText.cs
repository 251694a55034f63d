using System.Text;
using FcnEngine.Training.Sweeps;

namespace FcnEngine.Training.Tests.Sweeps;

/// <summary>A sweep written in a test.</summary>
internal static class SweepText
{
    public static SweepSpec Spec(string text) => SweepSpecReader.Parse(Encoding.UTF8.GetBytes(text), "sweep.yaml");

    public static SweepPlan Plan(string text) => SweepPlan.Of(Spec(text));
}
