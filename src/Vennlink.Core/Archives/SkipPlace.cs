namespace Vennlink.Archives;

/// <summary>Where in an input something was skipped; what the number counts, <see cref="InputNotes.Places"/> says.</summary>
/// <param name="Number">Line or row from 1, or byte offset.</param>
/// <param name="File">Name of the file inside the input that it counts in; null when the input is that file.</param>
internal readonly record struct SkipPlace(long Number, string? File = null) : IComparable<SkipPlace>
{
    /// <inheritdoc/>
    public int CompareTo(SkipPlace other)
    {
        int order = ReferenceEquals(File, other.File) ? 0 : string.CompareOrdinal(File, other.File);
        return order != 0 ? order : Number.CompareTo(other.Number);
    }
}
