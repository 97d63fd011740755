namespace Vennlink.Archives;

/// <summary>
/// Where in an input something was skipped; what the number counts, <see cref="InputNotes.Places"/> says.
/// </summary>
/// <param name="Number">Line or row from 1, or byte offset.</param>
/// <param name="File">Name of the file inside the input that it counts in; null when the input is that file.</param>
public readonly record struct SkipPlace(long Number, string? File = null)
{
    /// <summary>By file, the input itself first, then by number.</summary>
    internal static Comparer<SkipPlace> Order { get; } = Comparer<SkipPlace>.Create(Compare);

    private static int Compare(SkipPlace one, SkipPlace other)
    {
        int order = ReferenceEquals(one.File, other.File) ? 0 : string.CompareOrdinal(one.File, other.File);
        return order != 0 ? order : one.Number.CompareTo(other.Number);
    }
}
