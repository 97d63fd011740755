namespace Vennlink.Archives.Records;

/// <summary>How the content of a record ended.</summary>
internal enum RecordEnd
{
    /// <summary>Where its length said.</summary>
    Complete,

    /// <summary>Elsewhere: the length is wrong.</summary>
    WrongLength,

    /// <summary>Where the file ended.</summary>
    CutShort,

    /// <summary>In a member that does not decompress: the record is lost.</summary>
    Damaged,
}
