namespace Vennlink.Server.Keys;

/// <summary>What a keys file tells about a key.</summary>
/// <param name="AccessId"><c>member-</c> and 10 hex digits.</param>
/// <param name="Name">The name its owner gave it.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Revoked">When it was revoked; null while it works.</param>
public sealed record KeyEntry(string AccessId, string Name, DateTimeOffset Created, DateTimeOffset? Revoked);
