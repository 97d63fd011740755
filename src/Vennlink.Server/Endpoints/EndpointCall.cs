namespace Vennlink.Server.Endpoints;

/// <summary>One request, whatever carried it.</summary>
/// <param name="AccessId">Whose key it proved to hold.</param>
/// <param name="Fields">What it says.</param>
/// <param name="ClientLeft">Ends the work without an answer.</param>
internal sealed record EndpointCall(string AccessId, RequestFields Fields, CancellationToken ClientLeft);
