namespace Vennlink.Archives.Parquet;

/// <summary>How a value is meant.</summary>
internal enum ValueForm
{
    /// <summary>UTF-8.</summary>
    Text,

    /// <summary>A truth value, in one byte.</summary>
    Boolean,

    /// <summary>An integer with a sign.</summary>
    Integer,

    /// <summary>An integer without.</summary>
    Unsigned,

    /// <summary>A binary fraction, IEEE 754.</summary>
    Float,

    /// <summary>An integer with a decimal point in it.</summary>
    Decimal,

    /// <summary>As <see cref="Decimal"/>, in up to sixteen bytes, the high one first.</summary>
    WideDecimal,

    /// <summary>Days since 1970.</summary>
    Day,

    /// <summary>Time since 1970.</summary>
    Time,

    /// <summary>Nanoseconds of the day and the number of the day since 4713 BC, as Impala writes it.</summary>
    JulianTime,
}
