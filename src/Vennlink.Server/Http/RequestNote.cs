namespace Vennlink.Server.Http;

/// <summary>What a request's log line says beyond method, path, status and time.</summary>
internal sealed class RequestNote
{
    /// <summary>Who asked; null before that is proved. Access IDs are names, not secrets.</summary>
    public string? AccessId { get; set; }

    /// <summary>Rows answered.</summary>
    public long? RowCount { get; set; }
}
