namespace Vennlink.Query.Output.Parquet;

/// <summary>Types of columns that are written.</summary>
internal enum ParquetType
{
    /// <summary>BYTE_ARRAY that is a STRING.</summary>
    Text,

    /// <summary>INT64.</summary>
    Number,

    /// <summary>FLOAT.</summary>
    Real,

    /// <summary>DOUBLE.</summary>
    Precise,

    /// <summary>BOOLEAN.</summary>
    Truth,

    /// <summary>INT64 that is a TIMESTAMP in UTC, in microseconds.</summary>
    Time,
}
