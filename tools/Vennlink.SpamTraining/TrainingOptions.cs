using Vennlink.Ranking.Spam;

namespace Vennlink.SpamTraining;

/// <summary>How a model is trained.</summary>
internal sealed record TrainingOptions
{
    /// <summary>Words that may have a weight; null to choose them from the sites.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>Most words that are chosen.</summary>
    public int ChosenWordCount { get; init; } = 200;

    /// <summary>Which top-level domains may have weights.</summary>
    public TopLevelDomainUse TopLevelDomains { get; init; } = TopLevelDomainUse.Generic;

    /// <summary>
    /// Highest weight of a top-level domain, nats. A list of clean sites that is older than a top-level domain holds
    /// none of its sites, and the fit would take that for certainty.
    /// </summary>
    public double HighestTopLevelDomainWeight { get; init; } = 1.5;

    /// <summary>Whether the counts and runs of characters of names have weights.</summary>
    public bool UsesNameCounts { get; init; } = true;

    /// <summary>What pages and links say that may have weights.</summary>
    public IReadOnlyList<SpamFeature> Evidence { get; init; } = [];

    /// <summary>Weight of the squared weights.</summary>
    public float L2 { get; init; } = 1;

    /// <summary>Weight of the absolute weights.</summary>
    public float L1 { get; init; } = 0.5f;
}
