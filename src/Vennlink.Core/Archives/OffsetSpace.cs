namespace Vennlink.Archives;

/// <summary>What offsets count in: the input itself, or a file inside it.</summary>
/// <param name="InnerName">Name of the file inside the input, folders and all; null for the input itself.</param>
/// <param name="LengthBytes">
/// Its length as it lies there: no offset of a record that begins a member is beyond it.
/// </param>
internal sealed record OffsetSpace(string? InnerName, long LengthBytes);
