using Vennlink.Query.Output;
using Vennlink.Ranking;

namespace Vennlink.Research;

/// <summary>What to rank, and how.</summary>
public sealed record EdgeRankingOptions
{
    /// <summary>A link list (source, target and perhaps weight, header optional, plain or compressed), or a file or the
    /// folder of a web graph.</summary>
    public required string Input { get; init; }

    /// <summary>File to write; replaced when all is done. Temporary files stand beside it.</summary>
    public required string Output { get; init; }

    /// <summary>Form of the file; null for texts between tabs.</summary>
    public RowForm? Form { get; init; }

    /// <summary>Highest <see cref="Damping"/>.</summary>
    public const double MaxDamping = PageRankOptions.MaxDamping;

    /// <summary>Damping factor of PageRank, above 0 and at most <see cref="MaxDamping"/>; <see cref="EdgeRanking"/>
    /// refuses others.</summary>
    public double Damping { get; init; } = 0.85;

    /// <summary>Rounds of PageRank to do, at least 1; null: as many as <see cref="Tolerance"/> takes.</summary>
    public int? Iterations { get; init; }

    /// <summary>L1 error of PageRank at which to stop, as a share of the sum of all ranks; positive.</summary>
    public double Tolerance { get; init; } = 1e-9;

    /// <summary>Whether a node divides its rank by the weights of its arcs; degrees are sums of weights then. Of link
    /// lists alone.</summary>
    public bool Weighted { get; init; }

    /// <summary>Whether arcs of a node to itself count. Of link lists alone.</summary>
    public bool KeepSelfLinks { get; init; }

    /// <summary>Memory to stay within; less means more temporary files, not another result.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Most threads.</summary>
    public required int ThreadCount { get; init; }
}
