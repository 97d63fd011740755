namespace Vennlink.Archives.Records;

/// <summary>The kinds of record that are told apart; all that hold no page are <see cref="Other"/>.</summary>
internal enum RecordType
{
    Other,
    Response,
    Resource,
    Revisit,
    Metadata,
}
