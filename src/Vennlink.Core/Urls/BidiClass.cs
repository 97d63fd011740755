namespace Vennlink.Urls;

/// <summary>What RFC 5893 tells apart of the bidirectional classes; values as in <c>idna-table.bin</c>.</summary>
internal enum BidiClass : byte
{
    /// <summary>A class that no label of a bidi domain may hold.</summary>
    Other = 0,

    /// <summary>L.</summary>
    LeftToRight = 1,

    /// <summary>R or AL.</summary>
    RightToLeft = 2,

    /// <summary>AN.</summary>
    ArabicNumber = 3,

    /// <summary>EN.</summary>
    EuropeanNumber = 4,

    /// <summary>NSM.</summary>
    NonspacingMark = 5,

    /// <summary>ES, CS, ET, ON or BN.</summary>
    Neutral = 6,
}
