using Vennlink.Peers.Questions;

namespace Vennlink.Peers.Engines;

/// <summary>What an engine said, and how long it took.</summary>
/// <param name="Nanoseconds">From having the question to having the answer in memory.</param>
/// <param name="Count">Rows.</param>
/// <param name="Checksum"><see cref="IdChecksum"/> for <see cref="Operation.All"/>, else 0.</param>
/// <param name="Rows">Rows of a page.</param>
internal sealed record Answer(long Nanoseconds, long Count, ulong Checksum, PageRow[] Rows)
{
    public static Answer OfTotal(TimeSpan elapsed, long count) => new(ToNanoseconds(elapsed), count, 0, []);

    public static Answer OfAll(TimeSpan elapsed, ReadOnlySpan<uint> ids) =>
        new(ToNanoseconds(elapsed), ids.Length, IdChecksum.Of(ids), []);

    public static Answer OfPage(TimeSpan elapsed, IEnumerable<PageRow> rows)
    {
        PageRow[] page = [.. rows];
        return new Answer(ToNanoseconds(elapsed), page.Length, 0, page);
    }

    /// <summary>What is wrong with it, or null.</summary>
    public string? Difference(Expected expected) =>
        Count != expected.Count ? $"{Count:N0} rows instead of {expected.Count:N0}"
        : Checksum != expected.Checksum ? "other ids"
        : !Rows.AsSpan().SequenceEqual(expected.Rows)
        ? $"other rows: ({string.Join(' ', Rows.Take(5))} …) instead of ({string.Join(' ', expected.Rows.Take(5))} …)"
        : null;

    private static long ToNanoseconds(TimeSpan elapsed) => elapsed.Ticks * TimeSpan.NanosecondsPerTick;
}
