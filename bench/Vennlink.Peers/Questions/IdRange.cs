namespace Vennlink.Peers.Questions;

/// <summary>
/// Source ids from <paramref name="Start"/> up to, not including, <paramref name="End"/>: a negative target's own site,
/// which never qualifies.
/// </summary>
internal readonly record struct IdRange(uint Start, uint End);
