namespace Vennlink.SpamTraining;

/// <summary>Parts sites for cross-validation: each part is scored by a model that learned from the others.</summary>
internal static class Split
{
    /// <summary>Number of parts.</summary>
    public const int PartCount = 5;

    /// <summary>Part of each site at random: near-duplicates may stand on both sides.</summary>
    public static int[] Random(LabelledSite[] sites) => [.. sites.Select((_, index) => Part((ulong)index))];

    /// <summary>Part of each site by family: near-duplicates stand on one side.</summary>
    public static int[] Families(LabelledSite[] sites) => [.. sites.Select(site => Part((ulong)site.Family << 20))];

    // SplitMix64 (Steele, Lea, Flood, 2014): the same parts on every machine.
    private static int Part(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return (int)((value ^ (value >> 31)) % PartCount);
    }
}
