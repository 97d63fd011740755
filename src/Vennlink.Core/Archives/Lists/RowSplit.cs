namespace Vennlink.Archives.Lists;

/// <summary>How splitting a row ended.</summary>
internal enum RowSplit
{
    Complete,

    /// <summary>The row goes on behind the bytes given.</summary>
    Incomplete,

    /// <summary>A quoted field that never closes, or closes before the field ends.</summary>
    Broken,
}
