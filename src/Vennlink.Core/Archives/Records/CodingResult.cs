namespace Vennlink.Archives.Records;

/// <summary>How undoing the codings of a body went.</summary>
[Flags]
internal enum CodingResult
{
    Complete = 0,

    /// <summary>A coding broke off or is not known: what decoded is there.</summary>
    Broken = 1,

    /// <summary>The body is longer than the limit and was cut there.</summary>
    TooLong = 2,
}
