namespace Vennlink.Archives;

/// <summary>
/// An input cannot be read: it is of no kind that is known, or breaks where nothing behind the break can be trusted.
/// </summary>
public sealed class InputException : Exception
{
    /// <summary>Names the file, the place and the problem.</summary>
    /// <param name="file">Path of the file, as given or in full.</param>
    /// <param name="offsetBytes">
    /// Where in the file, or in its text where it is compressed; null when the problem is with the file as a whole.
    /// </param>
    /// <param name="problem">What was found and what was expected.</param>
    public InputException(string file, long? offsetBytes, string problem)
        : base($"{file}: {At(offsetBytes)}{problem}")
    {
        File = file;
        OffsetBytes = offsetBytes;
        Problem = At(offsetBytes) + problem;
    }

    /// <summary>Path of the file.</summary>
    public string File { get; }

    /// <summary>Offset in the file or its text; null when the problem is with the file as a whole.</summary>
    public long? OffsetBytes { get; }

    /// <summary>The message without the file.</summary>
    public string Problem { get; }

    /// <summary>What the user could say of the file, so that it can be read.</summary>
    public InputNeed Need { get; init; }

    /// <summary>Names of the columns of a list, where one has to be said; else empty.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    private static string At(long? offsetBytes) => offsetBytes is { } offset ? $"at byte {offset}: " : "";
}

/// <summary>What must be said of an input that does not say it itself.</summary>
public enum InputNeed
{
    /// <summary>Nothing helps.</summary>
    None,

    /// <summary>To which site or page the links of a list are.</summary>
    Target,

    /// <summary>Which columns of a list hold source and target.</summary>
    Columns,
}
