namespace Vennlink.Peers.Questions;

/// <summary>
/// Sources in at least <see cref="MinMatchingTargets"/> of some lists and in none of others, with its right answers.
/// </summary>
internal sealed record Question
{
    /// <summary>The row of the tables it belongs to.</summary>
    public required QuestionCell Cell { get; init; }

    public required int[] Positives { get; init; }

    public required int[] Negatives { get; init; }

    /// <summary>Own sites of the negative targets.</summary>
    public required IdRange[] OwnSites { get; init; }

    public required int MinMatchingTargets { get; init; }

    /// <summary>Keys of all targets, positives then negatives: how Vennlink is asked.</summary>
    public required byte[][] Keys { get; init; }

    /// <summary>Right answers by <see cref="Operation"/>; no entry for a page that lies behind the last row.</summary>
    public Dictionary<Operation, Expected> Answers { get; init; } = [];
}
