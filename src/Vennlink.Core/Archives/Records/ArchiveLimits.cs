namespace Vennlink.Archives.Records;

/// <summary>Limits on what hostile input can make a reader hold.</summary>
/// <param name="MaxBodyBytes">Longest decoded page body that is kept.</param>
/// <param name="MaxHeaderBytes">Longest record or HTTP header block.</param>
internal sealed record ArchiveLimits(int MaxBodyBytes = 32 << 20, int MaxHeaderBytes = 1 << 20);
