using System.Diagnostics;
using FcnEngine.Data;

namespace FcnEngine.Training.Tests.Attacks;

/// <summary>Every named attack is refused with one line that names file, place and reason, and costs little; those on images and records are in the tests of the data.</summary>
public sealed class AttackTests
{
    private const long FreeBytes = 64L << 20;

    public static TheoryData<string> Names => [.. Attack.All.Select(attack => attack.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_refused(string name)
    {
        var attack = Attack.All.Single(attack => attack.Name == name);
        var file = attack.File();
        var (held, began) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        var refusal = Assert.Throws<DataException>(() => attack.Read(file));
        // All that was allocated, which is at least what was held.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - held, 0, FreeBytes + 4L * file.Length);
        // A second is the promise; a loaded test machine gets some more.
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 10);
        Assert.StartsWith(Attack.Path + ": ", refusal.Message);
        Assert.Contains(attack.Says, refusal.Message);
        Assert.DoesNotContain(refusal.Message, char.IsControl);
        Assert.InRange(refusal.Message.Length, 20, 1000);
        Assert.True(refusal.Offset is >= 0 || refusal.Line is > 0, "the message names no place");
    }

    [Fact]
    public void There_are_more_than_sixty_and_each_has_its_own_name()
    {
        Assert.InRange(Attack.All.Count, 60, 1000);
        Assert.Equal(Attack.All.Count, Attack.All.Select(attack => attack.Name).Distinct().Count());
    }
}
