namespace Vennlink.Cli.Output;

/// <summary>One column of a <see cref="TextTable"/>.</summary>
/// <param name="Header">Heading.</param>
/// <param name="IsNumber">Aligned to the right.</param>
/// <param name="IsProse">May be wrapped at blanks to fit a terminal. All other columns, such as URLs, stay on one line.</param>
internal readonly record struct TableColumnSpec(string Header, bool IsNumber = false, bool IsProse = false);
