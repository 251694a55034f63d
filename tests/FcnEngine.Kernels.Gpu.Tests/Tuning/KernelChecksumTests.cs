using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using FcnEngine.Kernels.Gpu.TensorCores;
using FcnEngine.Kernels.Gpu.Tuning;

namespace FcnEngine.Kernels.Gpu.Tests.Tuning;

/// <summary>A measured choice must go when its kernel changes, and stay when something else does.</summary>
public sealed class KernelChecksumTests
{
    private static readonly Type Forward = typeof(ForwardTensor<>), InputGradient = typeof(InputGradientTensor<>);

    [Fact]
    public void It_covers_the_kernel_its_arithmetic_and_what_the_intrinsics_are_on_a_card_but_no_code_of_the_host()
    {
        var texts = KernelChecksum.Covered(Forward);
        Assert.Contains(texts, text => text.Key.Contains("Ptx.", StringComparison.Ordinal) && text.Value.Contains("mma.sync.aligned.m16n8k8", StringComparison.Ordinal));
        var covered = texts.Keys;
        foreach (var part in new[] { "Conv2dForwardTensor.", "MainLoop.", "Tf32AndBf16.", "ThreeTf32.", "OneBf16.", "PatchRows`1", "SharedDepth.", "PooledRows`2", "BiasedRectified.", "Intrinsics.PtxText." })
            Assert.Contains(covered, name => name.Contains(part, StringComparison.Ordinal));
        Assert.DoesNotContain(covered, name => name.StartsWith("FcnEngine.Kernels.Gpu.Launching.", StringComparison.Ordinal));
        Assert.DoesNotContain(covered, name => name.Contains("Conv2dInputGradientTensor", StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_one_for_all_instances_of_a_kernel_and_another_for_another_kernel()
    {
        Assert.Equal(KernelChecksum.Of(Forward), KernelChecksum.Of(typeof(ForwardTensor<StoredRows<AsIs>>)));
        Assert.NotEqual(KernelChecksum.Of(Forward), KernelChecksum.Of(InputGradient));
        Assert.Matches("^[0-9a-f]{32}$", KernelChecksum.Of(Forward));
    }

    [Fact]
    public void Another_constant_two_calls_deep_changes_it_and_more_code_elsewhere_does_not()
    {
        var first = KernelChecksum.Of(Compile(constant: 7, others: 0));
        Assert.Equal(first, KernelChecksum.Of(Compile(constant: 7, others: 0)));
        Assert.Equal(first, KernelChecksum.Of(Compile(constant: 7, others: 3)));
        Assert.NotEqual(first, KernelChecksum.Of(Compile(constant: 8, others: 0)));
    }

    /// <summary>A program whose <c>Kernel.Run</c> calls <c>Parts.Deep</c>, which returns a constant.</summary>
    /// <param name="others">Methods that come before, so that every token is another.</param>
    private static Type Compile(int constant, int others)
    {
        var program = new PersistedAssemblyBuilder(new AssemblyName("Kernels"), typeof(object).Assembly);
        var module = program.DefineDynamicModule("Kernels");
        var unrelated = module.DefineType("Unrelated", TypeAttributes.Public);
        for (var i = 0; i < others; i++) Return(unrelated.DefineMethod($"Other{i}", MethodAttributes.Public | MethodAttributes.Static, typeof(int), []), i);
        var parts = module.DefineType("Parts", TypeAttributes.Public);
        var deep = parts.DefineMethod("Deep", MethodAttributes.Public | MethodAttributes.Static, typeof(int), []);
        Return(deep, constant);
        var kernel = module.DefineType("Kernel", TypeAttributes.Public);
        var run = kernel.DefineMethod("Run", MethodAttributes.Public | MethodAttributes.Static, typeof(int), []);
        run.GetILGenerator().Emit(OpCodes.Call, deep);
        run.GetILGenerator().Emit(OpCodes.Ret);
        foreach (var type in new[] { unrelated, parts, kernel }) type.CreateType();
        using var stream = new MemoryStream();
        program.Save(stream);
        stream.Position = 0;
        return new AssemblyLoadContext(null).LoadFromStream(stream).GetType("Kernel", throwOnError: true)!;
    }

    private static void Return(MethodBuilder method, int constant)
    {
        method.GetILGenerator().Emit(OpCodes.Ldc_I4, constant);
        method.GetILGenerator().Emit(OpCodes.Ret);
    }
}
