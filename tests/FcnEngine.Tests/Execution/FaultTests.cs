using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Networks;
using FcnEngine.Testing.Networks;

namespace FcnEngine.Tests.Execution;

/// <summary>Values that are not finite, and where they are found.</summary>
public class FaultTests
{
    public static TheoryData<string> NetworkNames() => [.. SmallNetworks.All.Select(network => network.Name)];

    public static TheoryData<string, float> NetworksAndValues() =>
        [.. SmallNetworks.All.SelectMany(network => new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity }.Select(value => (network.Name, value)))];

    [Theory]
    [MemberData(nameof(NetworksAndValues))]
    public void One_in_an_image_is_noticed_and_freezes_the_weights(string network, float value)
    {
        using var device = new CpuDevice(new CpuOptions(2));
        FaultChecks.InInput(device, SmallNetworks.Find(network), value);
    }

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void A_rate_that_is_far_too_large_is_noticed_before_a_weight_is_lost(string network)
    {
        using var device = new CpuDevice(new CpuOptions(2));
        FaultChecks.InGradient(device, SmallNetworks.Find(network));
    }

    [Fact]
    public void A_step_without_one_has_none_to_find() => Assert.Null(Find(_ => { }, _ => { }));

    [Fact]
    public void One_in_an_image_is_found_there()
    {
        var origin = Find(images => images[77] = float.NegativeInfinity, _ => { });
        Assert.Equal(new FaultOrigin(FaultPlace.Input, "images", 77, float.NegativeInfinity), origin);
    }

    [Fact]
    public void One_in_a_weight_is_found_there()
    {
        var origin = Find(_ => { }, model => Write(model, "Conv2/W_conv2", (index, value) => index == 5 ? float.NaN : value));
        Assert.Equal((FaultPlace.Weight, "Conv2/W_conv2", 5), (origin!.Place, origin.Node, origin.Index));
    }

    /// <summary>Weights of 1e30 in two layers are finite, their product is not.</summary>
    [Fact]
    public void A_product_that_is_out_of_range_is_found_at_the_node_that_makes_it()
    {
        var origin = Find(_ => { }, model =>
        {
            Write(model, "Conv1/W_conv1", (_, _) => 1e30f);
            Write(model, "Conv2/W_conv2", (_, _) => 1e30f);
        });
        Assert.Equal((FaultPlace.Value, "Conv2/conv2_op", float.PositiveInfinity), (origin!.Place, origin.Node, origin.Value));
    }

    /// <summary>Tiny weights before huge ones make sound activations; the gradient of the tiny ones is out of range.</summary>
    [Fact]
    public void A_gradient_that_is_out_of_range_is_found_in_the_backward_pass()
    {
        var origin = Find(_ => { }, model =>
        {
            Write(model, "Conv1/W_conv1", (_, value) => Math.Abs(value) * 1e-37f);
            Write(model, "Conv2/W_conv2", (_, value) => Math.Abs(value) * 1e37f);
            Write(model, "Conv3/W_conv3", (_, value) => Math.Abs(value) * 1e5f);
        });
        Assert.Equal(FaultPlace.Gradient, origin!.Place);
        Assert.StartsWith("gradients/", origin.Node);
    }

    private static FaultOrigin? Find(Action<float[]> images, Action<Model> weights)
    {
        using var device = new CpuDevice(new CpuOptions(2));
        using var model = new Model(FullyConvolutional.Create([3, 5, 7, 4], rows: 32, columns: 48), device, new ModelOptions(Seed: 3));
        var feeds = TrainingStep.Build(model.Network, 2).Feeds(0);
        var pixels = Array.ConvertAll(feeds["images"], value => (float)value);
        images(pixels);
        weights(model);
        var before = model.Variables.ParameterNames.SelectMany(model.Variables.ReadAll).ToArray();
        var origin = FaultTrace.Find(model, pixels, Array.ConvertAll(feeds["labels"], value => (byte)value), 2, 0);
        Assert.Equal(before, model.Variables.ParameterNames.SelectMany(model.Variables.ReadAll));
        return origin;
    }

    private static void Write(Model model, string name, Func<long, float, float> change)
    {
        var old = model.Variables.ReadAll(name);
        model.Variables.Write(name, (start, values) =>
        {
            for (var i = 0; i < values.Length; i++) values[i] = change(start + i, old[start + i]);
        });
    }
}
