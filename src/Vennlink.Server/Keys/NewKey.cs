namespace Vennlink.Server.Keys;

/// <summary>A key just made: the only moment its secret can be read.</summary>
/// <param name="AccessId"><c>member-</c> and 10 hex digits; the user name of Basic auth.</param>
/// <param name="SecretKey">32 hex digits (128 random bits); the password.</param>
public sealed record NewKey(string AccessId, string SecretKey);
