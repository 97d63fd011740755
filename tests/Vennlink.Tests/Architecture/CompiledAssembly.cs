using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Vennlink.Tests.Architecture;

/// <summary>What an assembly declares, and which types each declaration is compiled against; read without loading
/// it.</summary>
/// <param name="Name">Name of the assembly.</param>
/// <param name="Types">Its top-level types that have a namespace; what is nested counts to the outermost type.</param>
internal sealed record CompiledAssembly(string Name, IReadOnlyList<CompiledType> Types)
{
    /// <summary>Reads an assembly file.</summary>
    public static CompiledAssembly Read(string path)
    {
        using PEReader file = new(File.OpenRead(path));
        MetadataReader reader = file.GetMetadataReader();
        Dictionary<TypeName, CompiledType> types = [];
        foreach (TypeDefinition type in reader.TypeDefinitions.Select(reader.GetTypeDefinition))
        {
            TypeCollector uses = new(reader);
            TypeCollector exposes = new(reader);
            CollectType(file, reader, type, uses, exposes);
            TypeName name = uses.NameOf(type);
            if (name.Namespace.Length == 0)
            {
                continue;
            }

            bool isTop = type.GetDeclaringType().IsNil;
            bool isPublic = isTop && (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public;
            bool hasConstants = type.GetFields().Any(field => reader.GetFieldDefinition(field)
                .Attributes.HasFlag(FieldAttributes.Literal));
            types[name] = types.TryGetValue(name, out CompiledType? known)
                ? new CompiledType(
                    name, known.IsPublic || isPublic, known.HasConstants || hasConstants,
                    known.Uses.Union(uses.Names).ToHashSet(), known.Exposes.Union(exposes.Names).ToHashSet())
                : new CompiledType(name, isPublic, hasConstants, uses.Names, exposes.Names);
        }

        return new CompiledAssembly(reader.GetString(reader.GetAssemblyDefinition().Name), [.. types.Values]);
    }

    private static void CollectType(
        PEReader file, MetadataReader reader, TypeDefinition type, TypeCollector uses, TypeCollector exposes)
    {
        foreach (TypeCollector collector in (TypeCollector[])[uses, exposes])
        {
            collector.Add(type.BaseType);
            foreach (InterfaceImplementationHandle implementation in type.GetInterfaceImplementations())
            {
                collector.Add(reader.GetInterfaceImplementation(implementation).Interface);
            }

            collector.Add(type.GetGenericParameters());
        }

        uses.Add(type.GetCustomAttributes());
        foreach (FieldDefinition field in type.GetFields().Select(reader.GetFieldDefinition))
        {
            uses.Add(field.GetCustomAttributes());
            uses.AddField(field.Signature);
            if ((field.Attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public
                or FieldAttributes.Family)
            {
                exposes.AddField(field.Signature);
            }
        }

        foreach (PropertyDefinition property in type.GetProperties().Select(reader.GetPropertyDefinition))
        {
            uses.Add(property.GetCustomAttributes());
        }

        foreach (EventDefinition @event in type.GetEvents().Select(reader.GetEventDefinition))
        {
            uses.Add(@event.GetCustomAttributes());
            uses.Add(@event.Type);
        }

        foreach (MethodImplementation implementation in type.GetMethodImplementations()
            .Select(reader.GetMethodImplementation))
        {
            uses.Add(implementation.MethodDeclaration);
        }

        foreach (MethodDefinition method in type.GetMethods().Select(reader.GetMethodDefinition))
        {
            CollectMethod(file, reader, method, uses);
            if ((method.Attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public
                or MethodAttributes.Family)
            {
                exposes.AddMethod(method.Signature);
                exposes.Add(method.GetGenericParameters());
            }
        }
    }

    private static void CollectMethod(PEReader file, MetadataReader reader, MethodDefinition method, TypeCollector uses)
    {
        uses.Add(method.GetCustomAttributes());
        uses.AddMethod(method.Signature);
        uses.Add(method.GetGenericParameters());
        foreach (Parameter parameter in method.GetParameters().Select(reader.GetParameter))
        {
            uses.Add(parameter.GetCustomAttributes());
        }

        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        MethodBodyBlock body = file.GetMethodBody(method.RelativeVirtualAddress);
        uses.Add(body.LocalSignature);
        foreach (ExceptionRegion region in body.ExceptionRegions.Where(region =>
            region.Kind == ExceptionRegionKind.Catch))
        {
            uses.Add(region.CatchType);
        }

        foreach (EntityHandle token in Instructions.Tokens(body.GetILReader()))
        {
            uses.Add(token);
        }
    }
}
