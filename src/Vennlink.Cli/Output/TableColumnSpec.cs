namespace Vennlink.Cli.Output;

/// <summary>One column of a <see cref="TextTable"/>.</summary>
/// <param name="Header">Heading.</param>
/// <param name="IsNumber">Aligned to the right and never wrapped.</param>
internal readonly record struct TableColumnSpec(string Header, bool IsNumber = false);
