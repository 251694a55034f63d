namespace FcnEngine.GpuCheck;

/// <summary>What a check is made of, so that a short loan of a card can be spent on some of it.</summary>
[Flags]
internal enum CheckParts
{
    None = 0,

    /// <summary>Every case in every class against float64.</summary>
    Cases = 1,

    /// <summary>Training steps against the CPU's, twice, and replayed against launched singly.</summary>
    Training = 2,

    /// <summary>What the card does at most.</summary>
    Rates = 4,

    /// <summary>The variants of every kernel of the lab's networks.</summary>
    Tuning = 8,

    /// <summary>Kernels and whole steps, tuned too where they were.</summary>
    Times = 16,

    Numbers = Cases | Training,

    All = Numbers | Rates | Tuning | Times,
}
