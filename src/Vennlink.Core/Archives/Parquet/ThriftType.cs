namespace Vennlink.Archives.Parquet;

/// <summary>Types of values in Thrift's compact protocol.</summary>
internal enum ThriftType
{
    /// <summary>End of a structure.</summary>
    Stop,

    /// <summary>A truth value, which stands in the type.</summary>
    True,

    /// <summary>As <see cref="True"/>.</summary>
    False,

    /// <summary>One byte.</summary>
    Byte,

    /// <summary>A variable-length integer, as those that follow.</summary>
    Int16,

    /// <summary>See <see cref="Int16"/>.</summary>
    Int32,

    /// <summary>See <see cref="Int16"/>.</summary>
    Int64,

    /// <summary>Eight bytes.</summary>
    Double,

    /// <summary>Bytes with their length in front.</summary>
    Binary,

    /// <summary>Values of one type.</summary>
    List,

    /// <summary>As <see cref="List"/>.</summary>
    Set,

    /// <summary>Pairs, which no Parquet file has.</summary>
    Map,

    /// <summary>Fields, each with its number.</summary>
    Struct,
}
