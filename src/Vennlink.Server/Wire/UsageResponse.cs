namespace Vennlink.Server.Wire;

/// <summary>The answer of <c>usage_data</c>.</summary>
/// <param name="RowsConsumed">Rows used, weighed.</param>
internal sealed record UsageResponse(long RowsConsumed);
