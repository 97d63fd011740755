namespace Vennlink.Server.Wire;

/// <summary>The body of every error.</summary>
/// <param name="Name">Reason phrase of the status: <c>Bad Request</c>, <c>Gone</c>, …</param>
/// <param name="Message">What is wrong, for a person.</param>
public sealed record ErrorResponse(string Name, string Message);
