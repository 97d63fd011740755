namespace Vennlink.Server.Endpoints;

/// <summary>A good answer.</summary>
/// <param name="Json">Its body.</param>
/// <param name="RowCount">Rows in it; null where it has none to count.</param>
internal sealed record EndpointAnswer(byte[] Json, int? RowCount);
