namespace Vennlink.Peers.Questions;

/// <summary>
/// A checksum of a set of ids that does not depend on their order. The adapters in C and Java hold the same lines.
/// </summary>
internal static class IdChecksum
{
    public static ulong Of(ReadOnlySpan<uint> ids)
    {
        ulong sum = 0;
        foreach (uint id in ids)
        {
            ulong mixed = id * 0x9E3779B97F4A7C15;
            sum += mixed ^ (mixed >> 32);
        }

        return sum;
    }
}
