namespace Vennlink.Snapshots.Facts;

/// <summary>Whether a host is one of those meant.</summary>
internal delegate bool HostTest(ReadOnlySpan<byte> pageKey);

/// <summary>The target pages that a target stands for: those of a range of keys.</summary>
/// <param name="First">Lowest key there can be.</param>
/// <param name="End">Above the highest.</param>
/// <param name="Host">What holds of the host too: other root domains may lie inside one. Null for nothing.</param>
internal sealed record TargetKeyRange(byte[] First, byte[] End, HostTest? Host);
