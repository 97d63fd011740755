namespace Vennlink.Query.Explain;

/// <summary>One part of a score, in words and numbers.</summary>
/// <param name="Name">Name of the part, in snake case.</param>
/// <param name="Value">What was found, as text.</param>
/// <param name="Points">What it adds: points of an authority, whose sum is the score before it is made a whole number,
/// Domain Authority cut and Page Authority rounded up; for a spam score, to the log-odds. 0: only shown.</param>
/// <param name="Words">What it means, one sentence.</param>
public sealed record ScoreComponent(string Name, string Value, double Points, string Words);
