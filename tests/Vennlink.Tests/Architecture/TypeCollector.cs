using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Vennlink.Tests.Architecture;

/// <summary>Collects the types that metadata names, whatever stands around them: arrays, pointers, type arguments,
/// signatures.</summary>
/// <remarks>
/// Of a member that is called also the types of its signature count: they hold the type of an enum whose value was
/// passed, which the call itself holds only as a number.
/// </remarks>
internal sealed class TypeCollector(MetadataReader reader)
    : ISignatureTypeProvider<string?, object?>, ICustomAttributeTypeProvider<string?>
{
    // The one type whose name a decoder of attributes must be told; all others are collected and then nothing.
    private const string SystemType = "System.Type";

    private readonly HashSet<EntityHandle> _done = [];

    private SignatureDecoder<string?, object?> Decoder => new(this, reader, null);

    private string AssemblyName => reader.GetString(reader.GetAssemblyDefinition().Name);

    /// <summary>What was collected, outermost types.</summary>
    public HashSet<TypeName> Names { get; } = [];

    public void Add(EntityHandle handle)
    {
        if (handle.IsNil || !_done.Add(handle))
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                Names.Add(NameOf(reader.GetTypeDefinition((TypeDefinitionHandle)handle)));
                break;
            case HandleKind.TypeReference:
                Names.Add(NameOf(reader.GetTypeReference((TypeReferenceHandle)handle)));
                break;
            case HandleKind.TypeSpecification:
                reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
                break;
            case HandleKind.StandaloneSignature:
                AddStandalone(reader.GetStandaloneSignature((StandaloneSignatureHandle)handle));
                break;
            case HandleKind.FieldDefinition:
                FieldDefinition field = reader.GetFieldDefinition((FieldDefinitionHandle)handle);
                Add(field.GetDeclaringType());
                AddField(field.Signature);
                break;
            case HandleKind.MethodDefinition:
                MethodDefinition method = reader.GetMethodDefinition((MethodDefinitionHandle)handle);
                Add(method.GetDeclaringType());
                AddMethod(method.Signature);
                break;
            case HandleKind.MemberReference:
                AddMember(reader.GetMemberReference((MemberReferenceHandle)handle));
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification specification = reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                Add(specification.Method);
                specification.DecodeSignature(this, null);
                break;
            default:
                throw new BadImageFormatException($"no type in a {handle.Kind}");
        }
    }

    public void Add(CustomAttributeHandleCollection attributes)
    {
        foreach (CustomAttribute attribute in attributes.Select(reader.GetCustomAttribute))
        {
            Add(attribute.Constructor);
            attribute.DecodeValue(this);
        }
    }

    public void Add(GenericParameterHandleCollection parameters)
    {
        foreach (GenericParameter parameter in parameters.Select(reader.GetGenericParameter))
        {
            foreach (GenericParameterConstraintHandle constraint in parameter.GetConstraints())
            {
                Add(reader.GetGenericParameterConstraint(constraint).Type);
            }
        }
    }

    public void AddField(BlobHandle signature)
    {
        BlobReader blob = reader.GetBlobReader(signature);
        Decoder.DecodeFieldSignature(ref blob);
    }

    public void AddMethod(BlobHandle signature)
    {
        BlobReader blob = reader.GetBlobReader(signature);
        Decoder.DecodeMethodSignature(ref blob);
    }

    /// <summary>Name of a type's outermost type.</summary>
    public TypeName NameOf(TypeDefinition type)
    {
        while (!type.GetDeclaringType().IsNil)
        {
            type = reader.GetTypeDefinition(type.GetDeclaringType());
        }

        return new TypeName(AssemblyName, reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    string? ISimpleTypeProvider<string?>.GetTypeFromDefinition(MetadataReader _, TypeDefinitionHandle handle,
        byte rawTypeKind) => Named(handle);

    string? ISimpleTypeProvider<string?>.GetTypeFromReference(MetadataReader _, TypeReferenceHandle handle,
        byte rawTypeKind) => Named(handle);

    string? ISignatureTypeProvider<string?, object?>.GetTypeFromSpecification(MetadataReader _, object? context,
        TypeSpecificationHandle handle, byte rawTypeKind) => Named(handle);

    string? ISimpleTypeProvider<string?>.GetPrimitiveType(PrimitiveTypeCode typeCode) => null;

    string? ISZArrayTypeProvider<string?>.GetSZArrayType(string? elementType) => null;

    string? IConstructedTypeProvider<string?>.GetArrayType(string? elementType, ArrayShape shape) => null;

    string? IConstructedTypeProvider<string?>.GetByReferenceType(string? elementType) => null;

    string? IConstructedTypeProvider<string?>.GetGenericInstantiation(string? genericType,
        ImmutableArray<string?> typeArguments) => null;

    string? IConstructedTypeProvider<string?>.GetPointerType(string? elementType) => null;

    string? ISignatureTypeProvider<string?, object?>.GetFunctionPointerType(MethodSignature<string?> signature) => null;

    string? ISignatureTypeProvider<string?, object?>.GetGenericMethodParameter(object? context, int index) => null;

    string? ISignatureTypeProvider<string?, object?>.GetGenericTypeParameter(object? context, int index) => null;

    string? ISignatureTypeProvider<string?, object?>.GetModifiedType(string? modifier, string? unmodifiedType,
        bool isRequired) => null;

    string? ISignatureTypeProvider<string?, object?>.GetPinnedType(string? elementType) => null;

    string? ICustomAttributeTypeProvider<string?>.GetSystemType() => SystemType;

    bool ICustomAttributeTypeProvider<string?>.IsSystemType(string? type) => type == SystemType;

    // typeof(…) as an argument: "Namespace.Outer+Nested, Assembly, …"; of this assembly when none is named.
    string? ICustomAttributeTypeProvider<string?>.GetTypeFromSerializedName(string name)
    {
        string[] parts = name.Split(", ");
        string outermost = parts[0].Split('+')[0];
        int dot = outermost.LastIndexOf('.');
        Names.Add(new TypeName(
            parts.Length > 1 ? parts[1] : AssemblyName, dot < 0 ? string.Empty : outermost[..dot],
            outermost[(dot + 1)..]));
        return null;
    }

    PrimitiveTypeCode ICustomAttributeTypeProvider<string?>.GetUnderlyingEnumType(string? type) =>
        PrimitiveTypeCode.Int32;

    private string? Named(EntityHandle handle)
    {
        Add(handle);
        return handle.Kind == HandleKind.TypeReference
            ? NameOf(reader.GetTypeReference((TypeReferenceHandle)handle)).ToString()
            : null;
    }

    private TypeName NameOf(TypeReference type)
    {
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            type = reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        }

        string assembly = type.ResolutionScope.Kind == HandleKind.AssemblyReference
            ? reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name)
            : AssemblyName;
        return new TypeName(assembly, reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    private void AddMember(MemberReference member)
    {
        Add(member.Parent);
        if (member.GetKind() == MemberReferenceKind.Field)
        {
            AddField(member.Signature);
        }
        else
        {
            AddMethod(member.Signature);
        }
    }

    // Locals of a body, or what is called through a pointer.
    private void AddStandalone(StandaloneSignature signature)
    {
        if (signature.GetKind() == StandaloneSignatureKind.LocalVariables)
        {
            signature.DecodeLocalSignature(this, null);
        }
        else
        {
            signature.DecodeMethodSignature(this, null);
        }
    }
}
